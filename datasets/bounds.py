"""How much a delivered file may hold, and what reading it may cost."""

MEMORY = 1536 * 2**20
SECONDS = 20
MOST_ROWS = 20_000
MOST_COLUMNS = 60
