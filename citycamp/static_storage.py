"""Where static files lie, each under a name that holds a hash of what is in it."""

from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

OWN = ("front/", "people/", "sessions/", "wiki/")


class HashedFilesStorage(ManifestStaticFilesStorage):
    """Our modules import each other by hashed names: browsers keep every file for a year, so an old one would stay.

    Scripts of libraries are left as they are, some name files that were never shipped.
    """

    support_js_module_import_aggregation = True

    def url_converter(self, name: str, *args: Any, **more: Any) -> Any:
        if name.endswith((".js", ".mjs")) and not name.startswith(OWN):
            return lambda found: found[0]
        return super().url_converter(name, *args, **more)
