// Lints texts as if they stood in the files named. Standard input: JSON `[{ file, text }]`.
// Standard output: JSON, for each text its messages as `{ rule, line, message }`.
import { ESLint } from 'eslint';

let input = '';
for await (const chunk of process.stdin.setEncoding('utf8')) input += chunk;

const eslint = new ESLint();
const answers = [];
for (const { file, text } of JSON.parse(input)) {
  const [{ messages }] = await eslint.lintText(text, { filePath: file });
  answers.push(messages.map(({ ruleId, line, message }) => ({ rule: ruleId, line, message })));
}
process.stdout.write(JSON.stringify(answers));
