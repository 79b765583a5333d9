"""The pages of the wiki: fetch what this person may see, ask, act, answer."""
