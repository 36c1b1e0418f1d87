"""Pages and answers about files."""

from portal.web.files.views import bp as bp
