"""Decision tables: cell language, meaning of conditions, index over a whole queue, hit policies, explanation."""
