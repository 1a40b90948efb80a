import { bundle } from './bundle.js';
import { localEnvironment } from './instance.js';
import { fitOneStack } from './one-stack.js';
import { layNatives } from './natives.js';

/** What every function may need here beside what serverless.yml gives it; on AWS the SDK knows such things by itself. */
const addresses = ['SQS_ENDPOINT', 'LAMBDA_ENDPOINT', 'FILES_DIR', 'PUBLIC_URL', 'UPLOAD_SECRET', 'LOG_LEVEL'];
const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/** Makes the files that serverless.yml names as handlers, and joins `invoke local` and `offline` to the running instance. */
export default class Colophon {
  #serverless;
  #options;
  #local = localEnvironment();

  constructor(serverless, options) {
    this.#serverless = serverless;
    this.#options = options;
    /** `${instance:REDIS_URL}` in serverless.yml. */
    this.configurationVariablesSources = {
      instance: { resolve: ({ address }) => ({ value: this.#local.environment[address] ?? null }) },
    };
    this.hooks = {
      initialize: () => this.#initialize(),
      'before:invoke:local:invoke': () => this.#bundleHere([this.#options.function]),
      'before:offline:start': () => this.#bundleHere(this.#names()),
      'before:offline:start:init': () => this.#bundleHere(this.#names()),
      'after:offline:start:init': () => process.send?.({ kind: 'ready' }),
      'before:package:createDeploymentArtifacts': () => this.#pack(this.#names()),
      'before:deploy:function:packageFunction': () => this.#pack([this.#options.function]),
      'after:package:compileEvents': () => this.#leaveOutIdentitySources(),
      'before:package:finalize': () => this.#fitOneStack(),
    };
  }

  #initialize() {
    const [command, kind] = this.#serverless.processedInput.commands;
    if (this.#serverless.service.provider.stage !== 'local') return;
    if (command === 'offline') this.#joinOffline();
    if (command === 'invoke' && kind === 'local')
      this.#join(this.#local.environment.LAMBDA_ENDPOINT, this.#local.missing);
  }

  /** Functions that run under serverless-offline ask each other there. */
  #joinOffline() {
    const { host, lambdaPort } = { ...this.#serverless.service.custom['serverless-offline'], ...this.#options };
    const endpoint = `http://${host}:${lambdaPort}`;
    const { missing } = this.#local;
    this.#join(
      endpoint,
      missing.filter((name) => name !== 'LAMBDA_ENDPOINT'),
    );
    // For the one function that is asked by the server itself.
    Object.assign(process.env, {
      LAMBDA_ENDPOINT: endpoint,
      FUNCTION_PREFIX: this.#serverless.service.provider.environment.FUNCTION_PREFIX,
    });
    // Whoever started this process was killed.
    process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  }

  #join(lambdaEndpoint, missing) {
    const { service } = this.#serverless;
    const { environment, dataDir } = this.#local;
    for (const name of [...keys, 'AWS_PROFILE']) delete process.env[name];
    for (const name of keys) if (environment[name]) process.env[name] = environment[name];
    const joined = { ...environment, LAMBDA_ENDPOINT: lambdaEndpoint };
    const known = addresses.filter((name) => joined[name]).map((name) => [name, joined[name]]);
    service.provider.environment = { ...service.provider.environment, ...Object.fromEntries(known) };
    if (missing.length === 0) return;
    process.stderr.write(
      `No instance runs on ${dataDir} (npm start starts one), so these lead nowhere: ${missing.join(', ')}.\n`,
    );
  }

  /** Beside what is packed, and readable: a stack trace names lines that one can look up. */
  async #bundleHere(names) {
    await this.#bundle(names, { folder: 'dist/local', minify: false });
    for (const name of names) this.#serverless.service.getFunction(name).handler = `dist/local/${name}/handler.handler`;
  }

  /** A zip holds its function's bundle and what that cannot hold, and nothing else. */
  async #pack(names) {
    await this.#bundle(names, { folder: 'dist', minify: true });
    this.#said(() => names.forEach((name) => layNatives('dist', name)));
    for (const name of names) this.#serverless.service.getFunction(name).package = { patterns: [`dist/${name}/**`] };
  }

  async #bundle(names, options) {
    try {
      await bundle(names, options);
    } catch (error) {
      throw new this.#serverless.classes.Error(error.message);
    }
  }

  #said(work) {
    try {
      work();
    } catch (error) {
      throw new this.#serverless.classes.Error(error.message);
    }
  }

  /** For an authorizer that has none, the template says `[null]`, and CloudFormation refuses it. */
  #leaveOutIdentitySources() {
    const { Resources } = this.#serverless.service.provider.compiledCloudFormationTemplate;
    for (const { Type, Properties } of Object.values(Resources)) {
      if (Type === 'AWS::ApiGatewayV2::Authorizer' && Properties.IdentitySource[0] == null)
        delete Properties.IdentitySource;
    }
  }

  #fitOneStack() {
    const { compiledCloudFormationTemplate, stage } = this.#serverless.service.provider;
    fitOneStack(compiledCloudFormationTemplate, stage);
  }

  #names() {
    return this.#serverless.service.getAllFunctions();
  }
}
