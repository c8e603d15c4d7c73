"""The readers' door: the pages, lists and downloads of what is published."""
