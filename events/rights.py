"""Wagtail's rights follow the role rows, and nothing else gives or takes them. safety.md 3.

Each camp has a group that may add, change and publish on exactly its own page and below, and use the
camp's own collection of images. Who is in it is worked out anew whenever roles change.
"""

from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from citycamp.people.models import Role, User
from events.models import Camp, CampPage, City, CityPage, HomePage

PAGE_RIGHTS = ("add_page", "change_page", "publish_page")
PREFIX = "rights:"


def roles_changed(sender, user, role, scope, **kwargs) -> None:
    """Give this person the groups that their awake roles earn, and take the others."""
    follow_roles(user)


def follow_roles(user: User) -> None:
    awake = Role.objects.awake(timezone.now()).filter(user_id=user.pk)
    editing = awake.filter(role__in=["organizer", "editor"]).scope_ids(Camp)
    stewarding = awake.filter(role="steward").scope_ids(City)
    pages = [*CampPage.objects.filter(camp__in=editing), *CityPage.objects.filter(city__in=stewarding)]
    pages += CampPage.objects.filter(camp__city__in=stewarding)
    if awake.filter(role="staff").exists():
        pages += HomePage.objects.all()[:1]
    wanted = {group_for(page) for page in pages}
    others = user.groups.filter(name__startswith=PREFIX).exclude(pk__in=[group.pk for group in wanted])
    user.groups.remove(*others)
    user.groups.add(*wanted)


def group_for(page) -> Group:
    """The group of one page, made with its rights when it is first needed."""
    group, made = Group.objects.get_or_create(name=f"{PREFIX}{page.pk}")
    if not made:
        return group
    pages = Permission.objects.filter(content_type__app_label="wagtailcore", content_type__model="page")
    for right in pages.filter(codename__in=PAGE_RIGHTS):
        GroupPagePermission.objects.create(group=group, page=page, permission=right)
    group.permissions.add(Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"))
    images = Permission.objects.filter(content_type__app_label="media", content_type__model="picture")
    collection = Collection.get_first_root_node().add_child(name=f"{page.title} ({page.slug})"[:255])
    for right in images.filter(codename__in=["add_picture", "choose_picture"]):
        GroupCollectionPermission.objects.create(group=group, collection=collection, permission=right)
    return group
