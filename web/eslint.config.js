// What the compiler does not find. Layout is Prettier's.
import tseslint from 'typescript-eslint';

export default tseslint.config({ ignores: ['dist'] }, ...tseslint.configs.recommendedTypeChecked, {
  languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js'] } } },
});
