/**
 * Train what a model was made into by its own answers, or any network by those of others.
 * @module
 */
export { answerFolder } from './answer-folder.ts';
export type { AnswerStore } from './answer-store.ts';
export { attention } from './attention.ts';
export { distill } from './distill.ts';
export { type Distilled, distillModel } from './distill-model.ts';
export type { DistillOptions, StudentOption, TeacherOption } from './distill-options.ts';
export type { Figures } from './figures.ts';
export { hint, type LayerPair } from './hint.ts';
export type { Lecture, LossOption, LossTerm } from './loss-term.ts';
export type { TeacherSource } from './open-teacher.ts';
export type { OutputKind } from './output-kind.ts';
