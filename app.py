"""Starts the page: python app.py. Jobs import this module again, so it must cost nothing."""

if __name__ == "__main__":
    from icu_core.ui.serving import serve

    serve()
