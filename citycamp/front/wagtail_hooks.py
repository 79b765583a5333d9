"""The editor in the house's colours. admin_base.html adds what lets it work under our content security policy."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def house_colours() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("front/admin.css"))
