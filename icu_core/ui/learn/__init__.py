"""The Learn page: lessons in which the visitor does something and sees why."""
