"""Reading a file that a stranger made: in a process of its own, which may use little time and little memory.

The process (`__main__`) imports nothing of the house but this room, gets no settings and no secrets, and says what it
read as lines of JSON: about the file, then row after row, then the end. No end means that it died of its limits.
"""
