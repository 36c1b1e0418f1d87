"""What every answer carries so that browsers keep it safe."""

from flask import Flask, Response, g, request

from portal.web.request import State

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)

HEADERS = (
    ("Content-Security-Policy", POLICY),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(self), geolocation=(), microphone=()"),
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
)


def harden(response: Response) -> Response:
    """Add the security headers; what a view set for itself (a stricter policy) stays."""
    said = {name.lower() for name, _ in response.headers}
    response.headers.extend([pair for pair in HEADERS if pair[0].lower() not in said])
    if State.here().config.is_https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
        if "Vary" not in response.headers:
            response.headers["Vary"] = "Cookie"
        elif "Cookie" not in response.headers["Vary"]:
            response.vary.add("Cookie")
    if g.get("locale") and request.args.get("lang"):
        secure = State.here().config.is_https
        response.set_cookie(
            "lang", g.locale, max_age=31_536_000, samesite="Lax", httponly=True, secure=secure
        )
    return response


def init_app(app: Flask) -> None:
    """Attach this to the app."""
    app.after_request(harden)
