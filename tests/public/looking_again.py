"""Readers who have been here before, and how often what they see has changed."""

from archive.models import PublishedRevision


class Reader:
    """A reader who has seen these addresses, and looks at them again."""

    def __init__(self, client, *addresses):
        self.client, self.seen = client, {}
        for url in addresses:
            self.client.get(url)
            self.seen[url] = self.client.get(url)

    def sees(self, word) -> set:
        """Those of the addresses where a word stands now; asked for with the copies that the reader has."""
        return {url for url in self.seen if word in self.look(url).getvalue().decode()}

    def look(self, url):
        """An address asked for again: the copy, where nothing is said to have changed."""
        tag = self.seen[url].get("ETag", "none")
        answer = self.client.get(url, headers={"if-none-match": tag})
        return self.seen[url] if answer.status_code == 304 else answer


def revision():
    return PublishedRevision.objects.get().number
