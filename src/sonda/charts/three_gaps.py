"""The three gaps on one screen, and the sentence that a board would read over them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.charts.chart import Cell, Chart, columns
from sonda.charts.context import Context, sentences
from sonda.charts.figures import panels
from sonda.charts.gap import KINDS as GAP_KINDS
from sonda.charts.gap import verdicts
from sonda.charts.servqual import KINDS as SERVICE_KINDS
from sonda.methods import numbers
from sonda.methods.change import FALL, RISE
from sonda.methods.gap import REVERSED, GapItem
from sonda.methods.result import CANNOT_TELL, Result
from sonda.methods.servqual import EXCEEDS, FALLS_SHORT, ServqualRow
from sonda.methods.top_answers import TopAnswers, TopShare

RIVAL, SERVICE, OWN = "competitor", "expectation", "own"
KINDS = (RIVAL, SERVICE, OWN)
LEADERS, CUSTOMERS, EMPLOYEES = "manager", "customer", "employee"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item with what each gap says of it; None where that gap was not asked about it. `key` is a name's key."""

    key: str
    rival: GapItem | None = None
    service: ServqualRow | None = None
    own: GapItem | None = None

    @property
    def n_gaps(self) -> int:
        return sum(each is not None for each in (self.rival, self.service, self.own))


@dataclass(frozen=True, kw_only=True)
class Board:
    """The sentence on top with what stands behind it."""

    finding: str
    deck: str
    verdict: str


def ordered(items: Sequence[Item]) -> list[Item]:
    """One order for all gaps: where we think better of ourselves than customers do first, then where customers get
    less than they expect, then where the competitor is ahead; items of a later gap alone follow."""

    def weight(item: Item) -> tuple[int, float]:
        if item.own and item.own.gap is not None:
            return 0, -item.own.gap
        if item.service and item.service.gap is not None:
            return 1, item.service.gap
        gap = item.rival.gap if item.rival else None
        return 2, gap if gap is not None else 99.0

    return sorted(items, key=weight)


def chart(
    items: Sequence[Item], *, kinds: Sequence[str], board: Board, results: Sequence[Result], context: Context
) -> Chart:
    """The figure of the gaps named in `kinds` over the items, which are put in the one order; `results` are behind."""
    rows = ordered(items)
    shown = [kind for kind in KINDS if kind in kinds]
    heads = panels.Heads(gap=_("gap"), half="±", nothing=_("not asked"))
    described = description(rows, shown, context)
    spec, narrow = panels.draw(
        [
            panels.Row(name=context.name(item.key), gaps=[gap_of(item, kind, context) for kind in shown])
            for item in rows
        ],
        panels=[panel(kind) for kind in shown],
        heads=heads,
        text=lambda v, d: context.number(v, d),
        description=described,
    )
    return Chart(
        key="three-gaps",
        finding=board.finding,
        deck=board.deck,
        verdict=board.verdict,
        n=max((result.n for result in results), default=0),
        spec=spec,
        narrow=narrow,
        caption=caption(rows, shown, context),
        description=described,
        columns=columns(
            ("item", context.item or _("Item")),
            *((kind, panel(kind).title) for kind in shown),
            *((f"{kind}-interval", _("%(gap)s: interval") % {"gap": panel(kind).title}, 1) for kind in shown),
            *((f"{kind}-verdict", _("%(gap)s: verdict") % {"gap": panel(kind).title}, 2) for kind in shown),
        ),
        rows=tuple(cells(item, shown, context) for item in rows),
        how=how(shown, results, context),
        notes=context.notes(*results),
        language=context.language,
    )


def panel(kind: str) -> panels.Panel:
    """The words of a gap's panel."""
    words = {
        RIVAL: panels.Panel(
            title=_("Us and the competitor"),
            ring=_("the competitor's customers"),
            dot=_("our customers"),
            short=_("competitor"),
        ),
        SERVICE: panels.Panel(
            title=_("Us and the customer"), ring=_("expected"), dot=_("experienced"), short=_("expectation")
        ),
        OWN: panels.Panel(
            title=_("Our opinion and theirs"), ring=_("our customers"), dot=_("our leaders"), short=_("our opinion")
        ),
    }
    return words[kind]


def gap_of(item: Item, kind: str, context: Context) -> panels.Gap | None:
    """The dumbbell of one item in one panel."""
    if kind == SERVICE:
        return service_gap(item.service, item.key, context) if item.service else None
    found = item.rival if kind == RIVAL else item.own
    if found is None:
        return None
    return panels.Gap(
        ring=found.theirs,
        dot=found.ours,
        low=found.low,
        high=found.high,
        gap_text=context.points(found.gap, 2),
        half_text=numbers.margin(found.low, found.high, 2, language=context.language),
        kind=GAP_KINDS.get(found.verdict, "even"),
        tint=found.verdict == REVERSED,
        about=about(item.key, kind, found, context),
    )


def service_gap(found: ServqualRow, key: str, context: Context) -> panels.Gap:
    return panels.Gap(
        ring=found.expectation,
        dot=found.perception,
        low=found.low,
        high=found.high,
        gap_text=context.points(found.gap, 2),
        half_text=numbers.margin(found.low, found.high, 2, language=context.language),
        kind=SERVICE_KINDS.get(found.verdict, "even"),
        tint=found.verdict == EXCEEDS,
        about=about(key, SERVICE, found, context),
    )


def about(key: str, kind: str, found: GapItem | ServqualRow, context: Context) -> str:
    return context.say(
        _("%(name)s. %(panel)s: gap %(gap)s, %(between)s, %(verdict)s"),
        name=context.name(key),
        panel=panel(kind).title,
        gap=context.points(found.gap, 2),
        between=context.between(found.low, found.high, 2, sign=True),
        verdict=verdict(found),
    )


def verdict(found: GapItem | ServqualRow | None) -> str:
    """What an interval allows to say, in a word or two."""
    if found is None:
        return _("not asked")
    if isinstance(found, GapItem):
        return verdicts()[found.verdict]
    words = {EXCEEDS: _("more than expected"), FALLS_SHORT: _("less than expected")}
    return words.get(found.verdict, _("cannot tell"))


def description(rows: Sequence[Item], shown: Sequence[str], context: Context) -> str:
    opening = context.say(_("Gaps side by side, a row for each item: a ring, a dot, and the interval of their gap."))
    told = [found.about + "." for item in rows[:24] for kind in shown if (found := gap_of(item, kind, context))]
    return sentences(opening, *told)


def caption(rows: Sequence[Item], shown: Sequence[str], context: Context) -> str:
    reversed_ = any(item.own and item.own.verdict == REVERSED for item in rows)
    exceeded = any(item.service and item.service.verdict == EXCEEDS for item in rows)
    blank = any(item.n_gaps < len(shown) for item in rows)
    rings = {
        RIVAL: _("Competitor: ring, its customers; dot, ours."),
        SERVICE: _("Expectation: ring, what customers expect; dot, what they experience."),
        OWN: _("Our opinion: ring, our customers; dot, our leaders."),
    }
    return sentences(
        *(rings[kind] for kind in shown),
        context.say(_("The broad bar is the interval of the gap, laid about the dot; ± is half of it.")),
        context.say(_("Orange: against us. Grey: undecided, or as good as equal.")),
        context.say(_("On a tint: a reversed gap, customers think better of us than we do.")) if reversed_ else "",
        context.say(_("On a tint under expectation: more than customers expect.")) if exceeded else "",
        context.say(_("“Not asked”: this gap's survey does not ask about the item.")) if blank else "",
    )


def cells(item: Item, shown: Sequence[str], context: Context) -> tuple[Cell, ...]:
    of = {RIVAL: item.rival, SERVICE: item.service, OWN: item.own}
    found = [of[kind] for kind in shown]
    return (
        Cell(value=context.name(item.key)),
        *(Cell(value=each and each.gap, kind="points", digits=2) for each in found),
        *(Cell(value=each and (each.low, each.high), kind="interval", digits=2, sign=True) for each in found),
        *(Cell(value=verdict(each)) for each in found),
    )


def how(shown: Sequence[str], results: Sequence[Result], context: Context) -> tuple[tuple[str, str], ...]:
    means = {
        RIVAL: _("Mean of our customers less mean of the competitor's customers, each about their own company; Welch."),
        SERVICE: _("Experience less expectation of the same person; paired t interval."),
        OWN: _("Mean of our leaders less mean of our customers; Welch."),
    }
    told = dict(context.signed(result) for result in results)
    methods = ", ".join(dict.fromkeys(context.signed(result)[1] for result in results)) or ", ".join(told.values())
    return (
        *((panel(kind).title, means[kind]) for kind in shown),
        (
            _("Sentence"),
            context.say(
                _(
                    "Share of ratings that are top answers; people count once (clusters), Wilson's interval at the"
                    " effective number of ratings, the difference after Newcombe."
                )
            ),
        ),
        (
            _("Many at once"),
            context.say(
                _(
                    "The levels of our opinion and of the competitor are raised, so that the intervals of all items"
                    " hold together (Bonferroni)."
                )
            ),
        ),
        (
            _("Pairing"),
            context.say(
                _("Items of different surveys stand in one row when they have one name, or one key that is a word.")
            ),
        ),
        (
            _("Source"),
            "Parasuraman, Zeithaml, Berry (1985, 1988); Welch (1947); Newcombe (1998); Korn, Graubard (1998)",
        ),
        (_("Method"), methods),
    )


def board(tops: TopAnswers, *, marks: str, overall: bool, context: Context) -> Board | None:
    """Leaders beside customers by the share of top answers (`marks`: “6–7 of 7”); None where one of them is silent.

    `overall`: people were asked for one overall rating; otherwise these are all their ratings of all items.
    """
    ours, theirs = tops.of(LEADERS), tops.of(CUSTOMERS)
    if not (ours and theirs and ours.estimate and theirs.estimate):
        return None
    moved = tops.between(LEADERS, CUSTOMERS)
    places = {"ours": context.percent(ours.share, 0), "theirs": context.percent(theirs.share, 0)}
    finding = context.say(texts(overall)[moved.verdict], **places)
    return Board(finding=finding, verdict=moved.verdict, deck=deck(tops, marks, overall, context))


def texts(overall: bool) -> dict[str, str]:
    """The sentence for each way that it may turn out."""
    if overall:
        return {
            RISE: _("%(ours)s of our leaders say excellent; %(theirs)s of customers agree."),
            FALL: _("%(theirs)s of customers say excellent; %(ours)s of our leaders think so."),
            CANNOT_TELL: _("It cannot be told yet whether our leaders think better of us than customers do."),
        }
    return {
        RISE: _("Our leaders give us top marks in %(ours)s of their ratings; customers agree in %(theirs)s."),
        FALL: _("Customers give us top marks in %(theirs)s of their ratings; our own leaders in %(ours)s."),
        CANNOT_TELL: _("It cannot be told yet whether our leaders think better of us than customers do."),
    }


def deck(tops: TopAnswers, marks: str, overall: bool, context: Context) -> str:
    """Who stands behind the sentence, with intervals, and the item at which the two are furthest apart."""
    moved = tops.between(LEADERS, CUSTOMERS)
    known = [tops.of(voice) for voice in (LEADERS, CUSTOMERS, EMPLOYEES)]
    names = {LEADERS: _("Leaders"), CUSTOMERS: _("Customers"), EMPLOYEES: _("Employees")}
    apart = [pair for pair in by_item(tops) if pair[2] == RISE] if not overall else []
    first = max(apart, key=lambda pair: (pair[0].share or 0) - (pair[1].share or 0), default=None)
    return sentences(
        context.say(_("Top marks: %(marks)s."), marks=marks) if marks else "",
        *(voice_told(names[each.voice], each, context) for each in known if each and each.share is not None),
        context.say(
            _("Leaders less customers: %(change)s percentage points, %(between)s."),
            change=context.points(100 * (moved.change or 0), 0),
            between=context.between(100 * (moved.low or 0), 100 * (moved.high or 0), 0, sign=True),
        ),
        context.say(
            _("Furthest apart: %(name)s, top marks from %(ours)s of leaders and %(theirs)s of customers."),
            name=context.quoted(first[0].item),
            ours=context.percent(first[0].share, 0),
            theirs=context.percent(first[1].share, 0),
        )
        if first
        else "",
    )


def by_item(tops: TopAnswers) -> list[tuple[TopShare, TopShare, str]]:
    """Leaders and customers on every item that both rated, with the verdict of their difference."""
    found = []
    for each in tops.shares:
        other = tops.of(CUSTOMERS, each.item) if each.voice == LEADERS and each.item is not None else None
        if other is not None and each.estimate and other.estimate:
            found.append((each, other, tops.between(LEADERS, CUSTOMERS, each.item).verdict))
    return found


def voice_told(name: str, each: TopShare, context: Context) -> str:
    return context.say(
        ngettext(
            "%(voice)s: %(share)s, %(between)s (%(n)s person).",
            "%(voice)s: %(share)s, %(between)s (%(n)s people).",
            each.people,
        ),
        voice=name,
        share=context.percent(each.share, 0),
        between=context.between(each.low, each.high, 0, share=True),
        n=context.count(each.people),
    )
