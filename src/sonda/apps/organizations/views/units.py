"""Doors: the unit tree."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sonda.apps.organizations import people
from sonda.apps.organizations import units as tree
from sonda.apps.organizations.choices import Right, UnitKind
from sonda.apps.organizations.forms.settings import NewUnitForm, UnitForm
from sonda.apps.organizations.requests import MemberRequest, right_required


@require_safe
@right_required(Right.PEOPLE)
def units(request: MemberRequest) -> HttpResponse:
    """The units of the organisation, each above its own."""
    branches = tree.tree(people.with_people(tree.units(request.member)))
    return render(request, "organizations/settings/units.html", {"branches": branches})


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(Right.PEOPLE)
def new_unit(request: MemberRequest) -> HttpResponse:
    form = NewUnitForm(request.POST if request.method == "POST" else None, by=request.member)
    if request.method == "POST" and form.is_valid():
        name, kind = form.cleaned_data["name"], UnitKind(form.cleaned_data["kind"])
        try:
            tree.create_unit(by=request.member, name=name, kind=kind, parent=form.above)
        except tree.UnitExists as trouble:
            form.add_error("name", str(trouble))
        else:
            return redirect("units")
    status = 422 if form.errors else 200
    return render(request, "organizations/settings/new_unit.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(Right.PEOPLE)
def unit(request: MemberRequest, unit_id: int) -> HttpResponse:
    """One unit: its shown name and its place."""
    found = get_object_or_404(tree.units(request.member), pk=unit_id)
    now = {"label": found.label, "parent": str(found.parent_id or "")}
    form = UnitForm(request.POST if request.method == "POST" else None, initial=now, by=request.member, unit=found)
    if request.method == "POST" and form.is_valid():
        try:
            tree.arrange_unit(unit=found, by=request.member, label=form.cleaned_data["label"], parent=form.above)
        except tree.UnitWithinItself as trouble:  # somebody else has moved it meanwhile
            form.add_error("parent", str(trouble))
        else:
            messages.success(request, _("Saved."))
            return redirect("units")
    status = 422 if form.errors else 200
    return render(request, "organizations/settings/unit.html", {"unit": found, "form": form}, status=status)


@require_POST
@right_required(Right.PEOPLE)
def unit_removal(request: MemberRequest, unit_id: int) -> HttpResponse:
    found = get_object_or_404(tree.units(request.member), pk=unit_id)
    tree.remove_unit(unit=found, by=request.member)
    messages.success(request, _("%(name)s was taken out.") % {"name": found})
    return redirect("units")
