"""The desk: what people see and do in a browser."""
