/**
 * Keeps the API within the 500 resources of one stack. What serverless makes for each function is made once for many:
 * functions that share a role write into one log, told apart by their streams; and the HTTP API invokes them with a role
 * of its own rather than by a permission on each. Both say what was said before, in some 200 resources less.
 *
 * @param {{ Resources: Record<string, { Type: string, Properties: Record<string, any>, DependsOn?: string[] }> }} template
 * @param {string} stage
 */
export function fitOneStack({ Resources }, stage) {
  for (const [name, { Type, Properties }] of Object.entries(Resources)) {
    const isPermission = Type === 'AWS::Lambda::Permission' && Properties.Principal === 'apigateway.amazonaws.com';
    if (isPermission || Type === 'AWS::Logs::LogGroup') delete Resources[name];
  }
  for (const resource of Object.values(Resources)) {
    const { Type, Properties } = resource;
    if (Type === 'AWS::Lambda::Function') shareLog(Resources, resource, stage);
    if (Type === 'AWS::ApiGatewayV2::Integration') Properties.CredentialsArn = { 'Fn::GetAtt': ['GatewayRole', 'Arn'] };
    if (Type === 'AWS::ApiGatewayV2::Authorizer')
      Properties.AuthorizerCredentialsArn = { 'Fn::GetAtt': ['GatewayRole', 'Arn'] };
  }
}

/** CacheReadRole's functions write into /colophon/<stage>/cache-read. */
function shareLog(Resources, resource, stage) {
  const [role] = resource.Properties.Role['Fn::GetAtt'];
  const name = role.replace(/Role$/, 'Log');
  const words = name.replace(/Log$/, '').replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`);
  Resources[name] ??= {
    Type: 'AWS::Logs::LogGroup',
    Properties: { LogGroupName: `/colophon/${stage}/${words.toLowerCase()}`, RetentionInDays: 30 },
  };
  resource.Properties.LoggingConfig = { LogGroup: { Ref: name } };
  resource.DependsOn = [...(resource.DependsOn ?? []).filter((other) => !other.endsWith('LogGroup')), name];
}
