"""The jobs of the command line over files of a run or beside one."""
