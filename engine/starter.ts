/** The text of a new notebook: a whole analysis that runs as it stands. */
export const starterNotebook = `# A new analysis

This notebook fits a mixed model to data that come with it. Run all cells, then put your own data in their place:
\`d <- read.csv("my-data.csv")\` reads a file that lies next to the notebook.

## Data

Counts of new cases of a lung disease in 15 herds of cattle, over four periods.

\`\`\`{glmm}
data(cbpp)
head(cbpp)
\`\`\`

## Model

The odds of a new case may change between periods, and herds differ: \`(1 | herd)\` gives each herd its own level.

\`\`\`{glmm}
m <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)
m
\`\`\`

Point at a row of the table, or at \`period\` in the formula, to read the coefficient as a sentence.

## Herds

\`\`\`{glmm}
dotplot(ranef(m))
\`\`\`
`;
