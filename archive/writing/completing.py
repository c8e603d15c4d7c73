"""Whether what is computed can be completed after a migration."""

from django.apps import apps as present


def is_whole(apps):
    """Whether the tables are those of this program: a migration may have been asked for only so far."""
    here = present.get_app_config("archive").get_models()
    try:
        return all(
            {f.name for f in apps.get_model(model._meta.label)._meta.fields} >= {f.name for f in model._meta.fields}
            for model in here
        )
    except LookupError:
        return False
