"""Drawings of time, laid out on the server: from dates to stretches of days, on a scale, in lanes above and below."""

from archive.public.drawing.lanes import Drawing, Lane, Mark, draw

__all__ = ["Drawing", "Lane", "Mark", "draw"]
