"""What a paper says of its study: where, who took part, how it was made."""
