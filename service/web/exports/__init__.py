"""What leaves the desk, of what one may see: grid, tables for a manuscript, codings, codebook, memos, statement."""
