"""One renderer a format; each turns a layout into bytes."""
