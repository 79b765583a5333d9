"""What is asked to make a camp after another one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.starting import RulesForm


class CloneForm(RulesForm):
    name = forms.CharField(label=_("What is it called?"), max_length=120)
    first_day = forms.DateField(
        label=_("First day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Days and times follow it with the same hours. Leave it out if the date is not settled."),
    )
    cards = forms.BooleanField(
        label=_("Take along what was never placed"),
        required=False,
        help_text=_("Unplaced sessions and wishes come as wishes, without anybody’s name or stars."),
    )
    field_order = ["name", "first_day", "cards"]

    def __init__(self, *args, dated: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not dated:
            del self.fields["first_day"]

    @property
    def answer(self) -> dict:
        given = {name: self.cleaned_data[name] for name in RulesForm.base_fields}
        rules = frozenset(rule for rule, ticked in given.items() if ticked and rule != "conduct")
        return {"rules": rules, "conduct": given["conduct"]}
