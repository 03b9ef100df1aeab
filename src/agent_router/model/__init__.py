"""The nouns of the product: frozen values, standard library only.

Every value that two rooms share is defined here; rooms meet only in `pipeline/`.
"""
