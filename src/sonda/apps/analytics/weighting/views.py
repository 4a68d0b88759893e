"""Doors of the weighting page: choose, type, look, keep; kept weights are shown, changed, deleted and brought back."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sonda.apps.analytics import weights
from sonda.apps.analytics.cut import NotAsked
from sonda.apps.analytics.kept import GONE_AFTER
from sonda.apps.analytics.models import Weighting
from sonda.apps.analytics.views.analyses import FORMS, may_take
from sonda.apps.analytics.views.people import Behind, listed, taken
from sonda.apps.analytics.weighting import operations, queries
from sonda.apps.analytics.weighting.forms import WeightingForm
from sonda.apps.analytics.weighting.looking import bank_of, find, looked, of_kept
from sonda.apps.analytics.weighting.screen import Screen
from sonda.apps.organizations.choices import Right
from sonda.apps.organizations.models import Member
from sonda.apps.organizations.requests import MemberRequest, member_required, right_required
from sonda.engine.weighing import Targets
from sonda.ui import notices

PAGE = "analytics/weighting.html"
ANY_METHOD = ["GET", "HEAD", "POST"]


@require_http_methods(ANY_METHOD)
@member_required
def weighting(request: MemberRequest) -> HttpResponse:
    """Choose a survey and columns, type targets, look at what weights would do; nothing is kept."""
    look = request.method == "POST"
    return shown(request, tried(request.member, request.POST if look else request.GET, look=look))


@require_POST
@right_required(Right.WRITE)
def keeping(request: MemberRequest) -> HttpResponse:
    """Keep what was typed under a name."""
    screen = tried(request.member, request.POST, look=True, named=True)
    if screen is None or screen.form is None or screen.weighed is None:
        return shown(request, screen)
    kept = operations.keep_weights(
        by=request.member,
        survey=screen.bank.survey,
        name=screen.form.cleaned_data["name"],
        margins=screen.form.margins,
        voices=list(queries.voices_of(screen.bank)),
        trim=screen.form.trim,
    )
    told = _("“%(name)s” is saved. Every analysis that counts by weights offers it.") % {"name": kept.name}
    messages.success(request, told)
    return redirect("weighting_kept", kept.pk)


@require_http_methods(ANY_METHOD)
@member_required
def kept_weights(request: MemberRequest, weighting_id: int) -> HttpResponse:
    """Kept weights with what they do; who may write changes them by POST."""
    if request.method == "POST":
        return change(request, weighting_id)
    kept = find(request.member, weighting_id)
    bank, _others = bank_of(request.member, kept.survey.key)
    return shown(request, of_kept(bank, kept) if bank else None)


@right_required(Right.WRITE)
def change(request: MemberRequest, weighting_id: int) -> HttpResponse:
    kept = find(request.member, weighting_id)
    data = request.POST.copy()
    data["survey"] = kept.survey.key
    screen = tried(request.member, data, look=True, named=True, kept=kept)
    if screen is None or screen.form is None or screen.weighed is None:
        return shown(request, screen)
    operations.change_weights(
        weighting=kept,
        by=request.member,
        name=screen.form.cleaned_data["name"],
        margins=screen.form.margins,
        trim=screen.form.trim,
    )
    messages.success(request, _("Saved."))
    return redirect("weighting_kept", kept.pk)


@require_POST
@right_required(Right.WRITE)
def deletion(request: MemberRequest, weighting_id: int) -> HttpResponse:
    gone = operations.delete_weights(weighting=find(request.member, weighting_id), by=request.member)
    said = _("“%(name)s” was deleted. You can bring it back below the list.") % {"name": gone.name}
    notices.say(request, said, undo=reverse("weighting_restoration", args=[gone.pk]), within=GONE_AFTER)
    return redirect("weighting")


@require_POST
@right_required(Right.WRITE)
def restoration(request: MemberRequest, weighting_id: int) -> HttpResponse:
    back = operations.restore_weights(weighting=find(request.member, weighting_id), by=request.member)
    messages.success(request, _("“%(name)s” is back.") % {"name": back.name})
    return redirect("weighting_kept", back.pk)


@require_safe
@member_required
def export(request: MemberRequest, weighting_id: int, part: str, form: str) -> HttpResponse:
    """A figure of saved weights as SVG or PNG, its table as CSV, XLSX or Parquet."""
    may_take(request.member, form)
    kept = find(request.member, int(weighting_id))
    bank, _others = bank_of(request.member, kept.survey.key)
    screen = of_kept(bank, kept) if bank and not bank.is_closed else None
    chart = {"weighed": screen.chart, "weights": screen.spread}[part] if screen else None
    if chart is None:
        raise Http404
    body, kind = FORMS[form](chart, "dark" if request.GET.get("theme") == "dark" else "light")
    name = f'attachment; filename="{part}-{kept.pk}.{form}"'
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": name})


def shown(request: MemberRequest, screen: Screen | None) -> HttpResponse:
    """The page; 422 where what was typed cannot be used."""
    wrong = request.method == "POST" and (screen is None or screen.weighed is None)
    told: dict[str, Any] = {
        "screen": screen,
        "kept": queries.weightings(request.member),
        "deleted": queries.deleted(request.member) if request.member.may(Right.WRITE) else [],
        "may_keep": request.member.may(Right.WRITE),
        "may_see_people": request.member.may(Right.EXPORT),
    }
    return render(request, PAGE, told, status=422 if wrong else 200)


def tried(
    member: Member, params: QueryDict, *, look: bool, named: bool = False, kept: Weighting | None = None
) -> Screen | None:
    """The page for what an address or a form says; None where there is no survey.

    Errors: Http404 for a survey that is not there, NotAsked for a column that cannot be weighted.
    """
    bank, others = bank_of(member, params.get("survey") or None)
    if bank is None:
        return None
    number = params.get("kept", "")
    if kept is None and number.isascii() and number.isdecimal():
        kept = find(member, int(number[:18]))
    facets = queries.weighable(bank)
    for param in params.getlist("column"):
        if param not in facets:
            raise NotAsked(asked=param)
    chosen = tuple(param for param in facets if param in params.getlist("column"))
    screen = Screen(bank=bank, others=others, facets=facets, chosen=chosen, kept=kept)
    if len(chosen) > queries.MOST_COLUMNS:
        many = _("At most %(most)s columns can be weighted at once.")
        return replace(screen, problem=many % {"most": queries.MOST_COLUMNS})
    if not chosen:
        return screen
    voices = queries.voices_of(bank)
    columns = queries.columns_of(bank, [facets[param] for param in chosen], voices, kept.margins if kept else {})
    if not look:
        return replace(screen, form=WeightingForm(columns=columns))
    form = WeightingForm(params, columns=columns, named=named)
    screen = replace(screen, form=form)
    if not form.is_valid():
        return screen
    shares = weights.shares_of(form.margins)
    return looked(screen, Targets(shares=shares, voices=voices, trim=form.trim, base=bank.imported_weight), whole=False)


@require_safe
@right_required(Right.EXPORT)
def people_behind(request: MemberRequest, weighting_id: int) -> HttpResponse:
    """Whose answers saved weights are laid on, within the reader's own units."""
    return listed(request, behind(request.member, weighting_id))


@require_safe
@right_required(Right.EXPORT)
def rows(request: MemberRequest, weighting_id: int, form: str) -> HttpResponse:
    """Everything these people said, each row with its weight, as a file."""
    return taken(request, behind(request.member, int(weighting_id)), form)


def behind(member: Member, weighting_id: int) -> Behind:
    """The people of saved weights; where there are none to tell, they are not found."""
    kept = find(member, weighting_id)
    bank, _others = bank_of(member, kept.survey.key)
    screen = of_kept(bank, kept) if bank and not bank.is_closed else None
    if screen is None or screen.behind is None:
        raise Http404
    return Behind(
        asked=screen.behind,
        title=kept.name,
        asks=_("Do those who answered look like all our customers?"),
        when=screen.told_of,
        query=urlencode({"survey": kept.survey.key, "weights": kept.pk}),
        back=reverse("weighting_kept", args=[kept.pk]),
        subject="weighting",
        rows=lambda form: reverse("weighting_rows", args=[kept.pk, form]),
    )
