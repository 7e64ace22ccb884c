"""Pure judgement of this room: kinds of change, the colour of an exit's quality, bulk exits."""
