"""Gaps between two voices as dumbbells: us and a competitor, or our own people and the customers."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.charts import opinions
from sonda.charts.chart import Cell, Chart, columns, groups
from sonda.charts.context import Context, sentences
from sonda.charts.doubt import more_answers, nearest
from sonda.charts.figures import dumbbells
from sonda.methods import numbers
from sonda.methods.gap import AGREES, AHEAD, BEHIND, LEVEL, OVERESTIMATES, REVERSED, Gap, GapItem
from sonda.methods.result import CANNOT_TELL

SELF = {OVERESTIMATES, AGREES, REVERSED}
SMALL = 4  # a side this many times smaller than the other is the one to ask
KINDS = {AHEAD: "good", BEHIND: "bad", OVERESTIMATES: "bad", REVERSED: "good"}


def chart(result: Any, *, context: Context, kind: str = "competitor") -> Chart:
    """The claim about the gaps of all items; `kind` is the gap's own: competitor or self."""
    gap: Gap = groups(result)[0][1]
    items = ordered(gap)
    heads = _heads(context, kind)
    spec, narrow = dumbbells.draw(
        [_row(item, context, kind) for item in items],
        heads=heads,
        description=description(items, context, kind),
        text=lambda v, d: context.number(v, d),
    )
    widest = widest_gap(items)
    return Chart(
        key="gap",
        finding=finding(gap, context, kind),
        lead=context.points(widest.gap, 2) if widest else "",
        deck=_deck(widest, gap.items, context),
        verdict=gap.verdict,
        n=gap.n,
        spec=spec,
        narrow=narrow,
        caption=sentences(
            context.say(
                _("Ring: %(theirs)s. Dot: %(ours)s. Grey: undecided, or as good as equal."),
                theirs=heads.ring,
                ours=heads.dot,
            ),
            context.say(_("A reversed gap stands on a tint.")) if any(i.verdict == REVERSED for i in items) else "",
            context.say(_("Beside the gap, half of its %(level)s interval."), level=context.level_text),
            context.design(),
        ),
        description=description(items, context, kind),
        columns=columns(
            ("item", context.item or _("Item")),
            ("ours", capital(heads.dot), 1),
            ("theirs", capital(heads.ring), 1),
            ("gap", _("Gap")),
            ("interval", context.say(_("%(level)s interval"), level=context.level_text)),
            ("verdict", _("Verdict"), 1),
        ),
        rows=tuple(_cells(item, context) for item in items),
        how=(
            (
                _("Gap"),
                context.say(
                    _("Mean of “%(ours)s” less mean of “%(theirs)s”, on the scale that was asked."),
                    ours=heads.dot,
                    theirs=heads.ring,
                ),
            ),
            (_("Interval"), context.say(_("Welch’s interval of the difference of two independent means."))),
            *_together(items, context),
            (
                _("Verdict"),
                context.say(_("“Agrees” and “level” are findings: the whole interval lies within the margin.")),
            ),
            (_("Source"), "Welch (1947); Schuirmann (1987)"),
            context.signed(gap),
        ),
        surer=_surer(items, heads, context),
        notes=context.notes(gap),
        language=context.language,
    )


def capital(words: str) -> str:
    """Words as they stand at the head of a column.

    >>> capital("our customers")
    'Our customers'
    """
    return words[:1].upper() + words[1:]


def _together(items: Sequence[GapItem], context: Context) -> tuple[tuple[str, str], ...]:
    """That the level was raised for many items, where it was."""
    n = len(items)
    whole = 1 - (1 - context.level) * n
    if n < 2 or whole < 0.5:
        return ()
    text = _("The level is raised (Bonferroni) so that all %(n)s intervals hold together with %(whole)s.")
    return ((_("Many at once"), context.say(text, n=context.count(n), whole=context.percent(whole, 0))),)


def ordered(gap: Gap) -> list[GapItem]:
    """Widest gap against us first, in either kind of gap; items without a gap at the end."""
    known = [item for item in gap.items if item.gap is not None]
    against = -1 if any(item.verdict in SELF for item in known) else 1
    return sorted(known, key=lambda i: against * (i.gap or 0)) + [i for i in gap.items if i.gap is None]


def verdicts() -> dict[str, str]:
    """Verdicts as a reader says them."""
    return {
        AHEAD: _("ahead"),
        LEVEL: _("level"),
        BEHIND: _("behind"),
        OVERESTIMATES: _("overestimates"),
        AGREES: _("agrees"),
        REVERSED: _("reversed"),
        CANNOT_TELL: _("cannot tell"),
    }


def finding(gap: Gap, context: Context, kind: str) -> str:
    """What the verdicts of all items allow to say in one or two sentences."""
    by: dict[str, list[str]] = {}
    for item in gap.items:
        by.setdefault(item.verdict, []).append(item.item)
    total = len(gap.items)
    if kind == "self":
        return _self_finding(by, total, context)
    return _rival_finding(by, total, context)


def _rival_finding(by: dict[str, list[str]], total: int, context: Context) -> str:
    ahead, behind, level = by.get(AHEAD, []), by.get(BEHIND, []), by.get(LEVEL, [])
    places = {"ahead": context.count(len(ahead)), "behind": context.count(len(behind)), "n": context.count(total)}
    if ahead and behind:
        if len(ahead) <= 2 and len(behind) <= 2:
            return context.say(
                _("We lead the competitor in %(ahead)s and trail in %(behind)s."),
                ahead=context.listed(ahead),
                behind=context.listed(behind),
            )
        return context.say(_("Of %(n)s items we lead the competitor in %(ahead)s and trail in %(behind)s."), **places)
    if behind:
        if len(behind) <= 2:
            return context.say(
                _("The competitor leads in %(names)s. We lead in nothing for certain."), names=context.listed(behind)
            )
        return context.say(
            _("The competitor leads in %(behind)s of %(n)s items. We lead in none for certain."), **places
        )
    if ahead:
        if len(ahead) <= 2:
            return context.say(
                _("We lead the competitor in %(names)s, and trail in nothing for certain."), names=context.listed(ahead)
            )
        return context.say(
            _("We lead the competitor in %(ahead)s of %(n)s items, and trail in none for certain."), **places
        )
    if len(level) == total:
        return context.say(_("Customers see us and the competitor as level in everything asked."))
    if level:
        return context.say(
            _("In %(level)s of %(n)s items we are level with the competitor; in the rest nobody leads for certain."),
            level=context.count(len(level)),
            n=context.count(total),
        )
    return context.say(_("It cannot be told yet who leads, the competitor or we."))


def _self_finding(by: dict[str, list[str]], total: int, context: Context) -> str:
    over, under, agree = by.get(OVERESTIMATES, []), by.get(REVERSED, []), by.get(AGREES, [])
    words = opinions.words(context.voice)
    if over:
        places = {"over": context.count(len(over)), "n": context.count(total), "names": context.listed(over)}
        return sentences(
            context.say(words.better if len(over) <= 2 else words.better_of_many, **places),
            context.say(words.undervalue, names=context.listed(under, 2)) if under else "",
        )
    if under:
        return context.say(words.customers_better, names=context.listed(under, 2))
    if len(agree) == total:
        return context.say(words.same)
    if agree:
        return context.say(words.agree, agree=context.count(len(agree)), n=context.count(total))
    return context.say(words.unknown)


def widest_gap(items: Sequence[GapItem]) -> GapItem | None:
    """The widest decided gap; None when nothing is decided."""
    decided = [i for i in items if i.verdict in KINDS and i.gap is not None]
    return max(decided, key=lambda i: abs(i.gap or 0), default=None)


def _deck(widest: GapItem | None, items: Sequence[GapItem], context: Context) -> str:
    if widest is None:
        return ""
    told = context.say(
        _("The widest measured gap is %(name)s: %(gap)s points, %(between)s."),
        name=context.quoted(widest.item),
        gap=context.points(widest.gap, 2),
        between=context.between(widest.low, widest.high, 2, sign=True),
    )
    return sentences(told, context.say(_("Gaps near it may be as wide.")) if others_reach(widest, items) else "")


def others_reach(widest: GapItem, items: Sequence[GapItem]) -> bool:
    """Whether another gap's interval reaches into the widest one's: then it may be the widest itself."""
    ends = [abs(end) for end in (widest.low, widest.high) if end is not None]
    return any(
        max(abs(each.low), abs(each.high)) >= min(ends, default=0.0)
        for each in items
        if each is not widest and each.low is not None and each.high is not None
    )


def _heads(context: Context, kind: str) -> dumbbells.Heads:
    ours, theirs = (_("our own people"), _("customers")) if kind == "self" else (_("us"), _("the competitor"))
    half = f"± {context.level_text}"
    return dumbbells.Heads(ring=context.theirs or theirs, dot=context.ours or ours, gap=_("gap"), half=half)


def _row(item: GapItem, context: Context, kind: str) -> dumbbells.Row:
    return dumbbells.Row(
        name=context.name(item.item),
        ring=item.theirs,
        dot=item.ours,
        gap_text=context.points(item.gap, 2),
        half_text=numbers.margin(item.low, item.high, 2, language=context.language),
        kind=KINDS.get(item.verdict, "even"),
        tint=item.verdict == REVERSED,
        about=context.say(
            _("%(name)s: gap %(gap)s, %(between)s, %(verdict)s"),
            name=context.name(item.item),
            gap=context.points(item.gap, 2),
            between=context.between(item.low, item.high, 2, sign=True),
            verdict=verdicts()[item.verdict],
        ),
    )


def description(items: Sequence[GapItem], context: Context, kind: str) -> str:
    """Every item in words, the first twenty."""
    heads = _heads(context, kind)
    opening = context.say(_("Two points a row: %(ours)s and %(theirs)s."), ours=heads.dot, theirs=heads.ring)
    return sentences(opening, *(_row(item, context, kind).about + "." for item in items[:20]))


def _cells(item: GapItem, context: Context) -> tuple[Cell, ...]:
    return (
        Cell(value=context.name(item.item)),
        Cell(value=item.ours, kind="number", digits=2),
        Cell(value=item.theirs, kind="number", digits=2),
        Cell(value=item.gap, kind="points", digits=2),
        Cell(value=(item.low, item.high), kind="interval", digits=2, sign=True),
        Cell(value=verdicts()[item.verdict]),
    )


def _surer(items: Sequence[GapItem], heads: dumbbells.Heads, context: Context) -> str | None:
    """Answers that the nearest undecided item still lacks, or the side that is much the smaller and so the vaguer."""
    open_ = [i for i in items if i.verdict == CANNOT_TELL]
    few, who = min(
        (max((getattr(i, side) for i in open_), default=0), who)
        for side, who in (("n_ours", heads.dot), ("n_theirs", heads.ring))
    )
    many = max((max(i.n_ours, i.n_theirs) for i in open_), default=0)
    if 0 < few < many / SMALL:
        return context.say(
            ngettext(
                "Above all more answers of “%(who)s”: only %(n)s so far.",
                "Above all more answers of “%(who)s”: only %(n)s so far.",
                few,
            ),
            who=who,
            n=context.count(few),
        )
    return nearest(context, ((i.item, more_answers(i.n_ours + i.n_theirs, i.gap, i.low, i.high)) for i in open_))
