"""Options of `sonda analyze METHOD`, as docs/reference/analyze.md names them; nothing heavy is imported here."""

import re
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Callable
from dataclasses import dataclass

NEGATIVE = re.compile(r"^-(\d|\.\d).*$")


@dataclass(frozen=True, kw_only=True)
class Method:
    """One method: what it tells, how its options are added, and an example on the demo's data."""

    help: str
    example: str
    add: Callable[[ArgumentParser], None]


def score(parser: ArgumentParser) -> None:
    parser.add_argument("--score", required=True, metavar="COLUMN", help="column of the answers")


def scale(parser: ArgumentParser, example: str) -> None:
    parser.add_argument(
        "--scale", required=True, metavar="LOW-HIGH", help=f"lowest and highest answer, such as {example}"
    )


def nps(parser: ArgumentParser) -> None:
    score(parser)
    kinds = ["adjusted-wald", "score", "wald"]
    parser.add_argument("--interval", choices=kinds, default=kinds[0], help="default: %(default)s")


def csat(parser: ArgumentParser) -> None:
    score(parser)
    scale(parser, "1-5")
    parser.add_argument(
        "--top", type=whole, default=2, metavar="N", help="answers that count as satisfied (default: 2)"
    )


def ces(parser: ArgumentParser) -> None:
    score(parser)
    scale(parser, "1-7")


def servqual(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--expectation", required=True, metavar="PREFIX", help="what customers expect: E for E01, E02, …"
    )
    parser.add_argument("--perception", required=True, metavar="PREFIX", help="what they met: P for P01, P02, …")
    parser.add_argument("--importance", metavar="PREFIX", help="importance points, for the weighted score")
    parser.add_argument("--dimensions", metavar="FILE.toml", help='lines such as tangibles = ["01", "02"]')


def items(parser: ArgumentParser, what: str) -> None:
    parser.add_argument("--items", required=True, metavar="A,B,…", help=what)


def alpha(parser: ArgumentParser) -> None:
    items(parser, "columns that are meant to measure one thing")


def gap(parser: ArgumentParser) -> None:
    items(parser, "columns both groups rated")
    parser.add_argument("--group", required=True, metavar="COLUMN", help="column that says who answers")
    parser.add_argument("--ours", required=True, metavar="VALUE", help="value of our own side")
    parser.add_argument("--theirs", required=True, metavar="VALUE", help="value of the other side")
    parser.add_argument("--kind", required=True, choices=["competitor", "self"])
    parser.add_argument(
        "--margin", type=number, default=0.25, metavar="POINTS", help="default: 0.25 on the scale asked"
    )


def drivers(parser: ArgumentParser) -> None:
    outcome(parser)
    parser.add_argument("--model", choices=["linear", "logit"], default="linear", help="default: %(default)s")
    parser.add_argument("--measure", choices=["lmg", "relative-weights"], default="lmg", help="default: %(default)s")
    parser.add_argument("--missing-data", choices=["em", "complete"], help="default: em (logit: complete)")
    resampling(parser)
    parser.add_argument("--success", metavar="V,…", help="values of the outcome that count as 1, all others as 0")


def outcome(parser: ArgumentParser, required: bool = True) -> None:
    parser.add_argument("--outcome", required=required, metavar="COLUMN", help="what is to be explained")
    parser.add_argument("--drivers", required=required, metavar="A,B,…", help="columns of the touchpoints")


def resampling(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--bootstrap", type=whole, metavar="N", help="resamples for the intervals (default: 1000); 0: none"
    )
    parser.add_argument("--seed", type=whole, metavar="S", help="the same seed, the same intervals (default: 1)")


def priorities(parser: ArgumentParser) -> None:
    parser.add_argument("--importance", metavar="PREFIX", help="stated importance: IMP for IMP01, IMP02, …")
    parser.add_argument("--performance", metavar="PREFIX", help="ratings: SAT for SAT01, SAT02, …")
    outcome(parser, required=False)
    resampling(parser)


def kano(parser: ArgumentParser) -> None:
    parser.add_argument("--functional", required=True, metavar="A,…", help="how would you feel with it")
    parser.add_argument(
        "--dysfunctional", required=True, metavar="A,…", help="how would you feel without it, same order"
    )


def contrast(parser: ArgumentParser) -> None:
    outcome(parser)
    parser.add_argument("--low", required=True, metavar="V,…", help="ratings that may be punished, such as 1,2")
    parser.add_argument("--high", required=True, metavar="V,…", help="ratings that may be rewarded, such as 5")


def consistency(parser: ArgumentParser) -> None:
    score(parser)
    parser.add_argument("--unit", required=True, metavar="COLUMN", help="branch, team, region …")
    parser.add_argument("--as", dest="as_", choices=["nps", "mean"], default="nps", help="default: %(default)s")


def control(parser: ArgumentParser) -> None:
    parser.add_argument("--chart", required=True, choices=["p", "u", "c", "imr", "ewma", "cusum", "nps"])
    parser.add_argument("--value", required=True, metavar="COLUMN", help="p, u, c: counts; nps: answers 0-10")
    parser.add_argument("--size", metavar="COLUMN", help="p, u: how many each count is out of")
    parser.add_argument("--time", metavar="COLUMN", help="order of the points; without it, the order of the rows")
    parser.add_argument("--sigmas", type=number, default=3.0, metavar="K", help="width of the limits (default: 3)")
    parser.add_argument("--lambda", dest="lambda_", type=number, default=0.2, metavar="L", help="ewma (default: 0.2)")
    parser.add_argument("--decision", type=number, default=5.0, metavar="H", help="cusum, in sigmas (default: 5)")
    parser.add_argument("--shift", type=number, default=1.0, metavar="D", help="cusum, in sigmas (default: 1)")


def churn(parser: ArgumentParser) -> None:
    parser.add_argument("--duration", required=True, metavar="COLUMN", help="how long the customer was with us")
    parser.add_argument("--event", required=True, metavar="COLUMN", help="column that says whether they left")
    parser.add_argument("--event-value", required=True, metavar="V", help="value of that column for those who left")
    parser.add_argument("--cause", metavar="COLUMN", help="reason or destination")
    parser.add_argument("--times", metavar="T,…", help="when to report, such as 12,24; without it, at every leaving")


def rake(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--margins", required=True, metavar="FILE.toml", help="population counts: [sex] then female = 520"
    )
    parser.add_argument("--out", required=True, metavar="FILE", help="DATA with a column weight (.csv or .parquet)")


ANSWERS = "demo/answers.csv"
TOUCHPOINTS = "t_stability,t_billing,t_helpline,t_app --missing 't_*:0'"

METHODS: dict[str, Method] = {
    "nps": Method(
        help="Net Promoter Score", example=f"nps {ANSWERS} --score recommend --weight weight --by region", add=nps
    ),
    "csat": Method(
        help="share of satisfied customers", example=f"csat {ANSWERS} --score satisfaction --scale 1-5", add=csat
    ),
    "ces": Method(help="Customer Effort Score", example=f"ces {ANSWERS} --score effort --scale 1-7", add=ces),
    "servqual": Method(
        help="what customers expect and what they met, item by item",
        example="servqual demo/servqual.csv --expectation E --perception P --dimensions demo/dimensions.toml",
        add=servqual,
    ),
    "alpha": Method(
        help="do these items measure one thing", example="alpha demo/servqual.csv --items P01,P02,P03,P04", add=alpha
    ),
    "gap": Method(
        help="gaps to a competitor, or of our own opinion",
        example="gap demo/voices.csv --items v01,v02,v03 --group who --ours kierownik --theirs klient --kind self",
        add=gap,
    ),
    "drivers": Method(
        help="what explains an outcome, touchpoint by touchpoint",
        example=f"drivers {ANSWERS} --outcome satisfaction --drivers {TOUCHPOINTS} --bootstrap 200",
        add=drivers,
    ),
    "priorities": Method(
        help="what matters much and is rated badly",
        example=f"priorities {ANSWERS} --outcome satisfaction --drivers {TOUCHPOINTS} --bootstrap 200",
        add=priorities,
    ),
    "kano": Method(
        help="what delights, and what is expected in silence",
        example="kano demo/kano.csv --functional f01_with,f02_with --dysfunctional f01_without,f02_without",
        add=kano,
    ),
    "contrast": Method(
        help="what a poor touchpoint costs and an excellent one brings",
        example=f"contrast {ANSWERS} --outcome satisfaction --drivers {TOUCHPOINTS} --low 1,2 --high 5",
        add=contrast,
    ),
    "consistency": Method(
        help="do customers get the same everywhere",
        example=f"consistency {ANSWERS} --score recommend --unit branch",
        add=consistency,
    ),
    "control": Method(
        help="has something changed, or is it noise",
        example=f"control {ANSWERS} --chart nps --value recommend --time date",
        add=control,
    ),
    "churn": Method(
        help="who leaves, when and why",
        example="churn demo/leavers.csv --duration staż_miesiące --event odszedł --event-value tak --times 12,24",
        add=churn,
    ),
    "rake": Method(
        help="weights that make the answers look like the population",
        example=f"rake {ANSWERS} --margins demo/margins.toml --out weighted.csv --where region!= --where segment!=",
        add=rake,
    ),
}


def common(parser: ArgumentParser) -> None:
    """Options that every method has."""
    shared = parser.add_argument_group("options of every method")
    shared.add_argument(
        "--missing",
        action="append",
        default=[],
        metavar="CODES",
        help="codes that are no answers: 0,6,Blank, or for some columns 'Q7*:0,6'; may be repeated",
    )
    shared.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="RULE",
        help="keep rows: COLUMN=VALUE or COLUMN!=VALUE; may be repeated",
    )
    shared.add_argument("--by", metavar="COLUMN", help="one result for each value")
    shared.add_argument("--weight", metavar="COLUMN", help="survey weights; control: how much a row counts")
    shared.add_argument("--cluster", metavar="COL[,COL]", help="rows that share an event, such as a flight")
    shared.add_argument("--level", type=number, default=0.95, metavar="L", help="level of intervals (default: 0.95)")
    shared.add_argument("--json", action="store_true", help="one JSON object on stdout instead of a table")


def add_methods(parser: ArgumentParser) -> None:
    """A subcommand for each method, each with an example in its help."""
    kinds = parser.add_subparsers(title="methods", metavar="METHOD", required=True, dest="method")
    for name, method in METHODS.items():
        sub = kinds.add_parser(
            name,
            help=method.help,
            description=method.help[0].upper() + method.help[1:] + ".",
            epilog=f"example, after `sonda demo --write demo`:\n  sonda analyze {method.example}",
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        sub.add_argument("data", metavar="DATA", help=".csv, .csv.gz, .xlsx, .ods, .sav or .parquet")
        method.add(sub)
        common(sub)
        # argparse would take codes such as -1,-9 for options; nobody's options here begin with a figure.
        sub._negative_number_matcher = NEGATIVE


def number(text: str) -> float:
    try:
        value = float(text if text.isascii() and "_" not in text else "no number")
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a number") from None
    if value != value or abs(value) > 1e15:
        raise ArgumentTypeError(f"{text!r} is not a number that can be used")
    return value


def whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text.strip()):
        raise ArgumentTypeError(f"{text!r} is not a whole number of 0 or more")
    return int(text)
