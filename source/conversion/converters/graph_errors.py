"""What the readers and writers of graphs raise. Without imports: it is known before any library is there."""


class NotTaken(Exception):
    """The graph has something that the writers do not know."""
