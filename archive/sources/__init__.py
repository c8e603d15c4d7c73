"""Sources as documents: the files kept of them, whether their links still lead anywhere, and how they are cited."""
