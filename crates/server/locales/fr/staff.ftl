### The words of the staff site.
