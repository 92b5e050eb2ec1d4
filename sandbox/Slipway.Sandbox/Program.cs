using Slipway.Sandbox;

return await SandboxCommand.RunAsync(args);
