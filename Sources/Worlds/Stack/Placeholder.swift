// Nothing here yet: removed with the first file.
