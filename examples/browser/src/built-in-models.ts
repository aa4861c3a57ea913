import lenet5Json from 'built-in/mnist/lenet-5/model.json?url';
import lenet5Weights from 'built-in/mnist/lenet-5/weights.bin?url';
import lenet300Json from 'built-in/mnist/lenet-300-100/model.json?url';
import lenet300Weights from 'built-in/mnist/lenet-300-100/weights.bin?url';
import upscalerWeights from 'built-in/upscaler/models/group1-shard1of1.bin?url';
import upscalerJson from 'built-in/upscaler/models/model.json?url';

/** A model that the site brings along. */
export interface BuiltInModel {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  /** Where its files are, by the names that they have. */
  readonly files: Readonly<Record<string, string>>;
}

/** The models to choose from. */
export const builtInModels: readonly BuiltInModel[] = [
  {
    id: 'lenet-300-100',
    name: 'LeNet-300-100',
    about: 'Reads handwritten digits; three dense layers',
    files: { 'model.json': lenet300Json, 'weights.bin': lenet300Weights },
  },
  {
    id: 'lenet-5',
    name: 'LeNet-5',
    about: 'Reads handwritten digits; convolutions',
    files: { 'model.json': lenet5Json, 'weights.bin': lenet5Weights },
  },
  {
    id: 'super-resolution',
    name: 'Super-resolution',
    about: 'Doubles the size of pictures; ESRGAN',
    files: { 'model.json': upscalerJson, 'group1-shard1of1.bin': upscalerWeights },
  },
];

/** The files of such a model, as if they had been dropped. @throws Error if the site does not have them. */
export const filesOf = ({ files }: BuiltInModel): Promise<readonly File[]> =>
  Promise.all(
    Object.entries(files).map(async ([name, url]) => {
      const response = await fetch(url);
      if (!response.ok) throw new Error(`${name}: cannot be read: status ${response.status}`);
      return new File([await response.blob()], name);
    }),
  );
