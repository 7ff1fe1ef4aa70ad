"""The commands, a module each; `service.cli` imports the one that is called."""
