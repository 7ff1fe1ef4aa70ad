"""What several stages know of words: titles of sections, people, sentences, phrases."""
