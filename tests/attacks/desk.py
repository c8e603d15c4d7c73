"""The archive's own side of a load: `python -m tests.attacks.desk furnish N | history KEY …`.

It prints JSON: what was found, and how many clients the database has.
"""

import json
import sys
from importlib import import_module


def furnish(number):
    """So many editors, each signed in, with a draft of their own: what a browser needs."""
    from django.contrib.auth.models import Group, User
    from django.urls import reverse

    from archive.models import Visit
    from archive.review import Role
    from archive.writing import change

    found = []
    for count in range(int(number)):
        user = User.objects.create_user(f"load-{count}", password="a-long-Passage-7", is_staff=True)
        user.groups.add(Group.objects.get(name=Role.EDITOR))
        with change(by=user, why="The load."):
            visit = Visit(title_en=f"The visit of load {count}", date="1992")
            visit.save()
        address = reverse("admin:archive_visit_change", args=[visit.pk])
        found.append({"key": visit.pk, "address": address, "cookies": signed_in(user)})
    return found


def signed_in(user) -> dict:
    """The cookies of somebody who has passed the door."""
    from django.apps import apps
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    if apps.is_installed("archive.door"):
        # Whoever signs in there has a session that says since when and by what.
        session = client.session
        import_module("archive.door.sessions").begin(session, "totp")
        session.save()
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def history(*keys):
    """What each version of each record said, the first first."""
    from archive.models import Revision

    rows = Revision.objects.filter(visit__in=keys).order_by("number").values_list("visit", "snapshot")
    found = {key: [] for key in keys}
    for key, snapshot in rows:
        found[str(key)].append(snapshot.get("summary_en", ""))
    return found


def connections():
    """How many clients the database has, this one left out; none where it is a file."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


if __name__ == "__main__":
    import django

    django.setup()
    deeds = {"furnish": furnish, "history": history}
    print(json.dumps({"found": deeds[sys.argv[1]](*sys.argv[2:]), "connections": connections()}))
