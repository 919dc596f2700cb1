"""Understanding of French messages: linear models over words and characters, with the words that moved them.

An edge of its own (numpy, scikit-learn), free of Rasa, so that `classify` and `evaluate` start without TensorFlow.
"""
