"""Five thousand hostile texts: what runs in a page that trusts what people write, in many disguises."""

from __future__ import annotations

import itertools

# Each tries to change the title, which no text of a person may do.
AGIT = "document.title='pris'"
CORPS = (
    "<script>{a}</script>",
    '<img src=x onerror="{a}">',
    '<svg onload="{a}">',
    '<svg><animate onbegin="{a}" attributeName=x dur=1s>',
    '<body onload="{a}">',
    '<iframe srcdoc="<script>parent.{a}</script>">',
    '<details open ontoggle="{a}">',
    '<video><source onerror="{a}">',
    '<input autofocus onfocus="{a}">',
    '<a href="javascript:{a}">x</a>',
    '<form action="javascript:{a}"><button>x</button></form>',
    "<style>@import 'https://example.org/x.css';</style>",
    "<link rel=stylesheet href=https://example.org/x.css>",
    '<meta http-equiv=refresh content="0;url=https://example.org/">',
    "<base href=https://example.org/>",
    '<object data="javascript:{a}">',
    '<math><mtext></form><form><mglyph><style></math><img src onerror="{a}">',
    "<template><script>{a}</script></template>",
    '<noscript><p title="</noscript><img src=x onerror={a}>">',
    '{{{{constructor.constructor("{a}")()}}}}',
    "${{{a}}}",
    "#{{{a}}}",
    "{{% for x in ().__class__.__base__.__subclasses__() %}}{{{{x}}}}{{% endfor %}}",
    "javascript:{a}",
    "data:text/html,<script>{a}</script>",
)
AVANT = (
    "",
    '"',
    "'",
    '">',
    "'>",
    "</textarea>",
    "</title>",
    "</script>",
    "-->",
    "]]>",
    "</li></ol>",
    "\u2028",
    "\x0b",
    "\ufeff",
)
DEGUISEMENTS = (
    lambda t: t,
    str.upper,
    lambda t: t.replace("<", "<\x0c"),
    lambda t: t.replace("<", "\uff1c").replace(">", "\uff1e"),
    lambda t: t.replace("<", "&lt;").replace(">", "&gt;"),
    lambda t: t.replace("<", "%3C").replace(">", "%3E"),
    lambda t: t.replace("<", "\\u003c").replace(">", "\\u003e"),
    lambda t: t.replace("=", " = "),
    lambda t: t.replace(" ", "/"),
    lambda t: t.replace("script", "scr\tipt"),
    lambda t: t.replace("on", "o\u200bn"),
    lambda t: t + " <!--",
    lambda t: "x" * 60 + t,
    lambda t: t.replace("'", "`"),
    lambda t: t + t[::-1],
    lambda t: t + "\u202e",
    lambda t: "\u2066" + t,
    lambda t: t.title(),
    lambda t: t.replace("e", "\u0435"),
    lambda t: t + "\n\n" + t,
    lambda t: "[" + t + "](javascript:alert(1))",
)


def charges(nombre: int = 5_000) -> list[str]:
    """Return so many different hostile texts, always the same."""
    toutes = dict.fromkeys(
        deguiser(avant + corps.format(a=AGIT))
        for corps, avant, deguiser in itertools.product(CORPS, AVANT, DEGUISEMENTS)
    )
    assert len(toutes) >= nombre
    return list(toutes)[:nombre]
