using Slipway.Trainer.Steps;

return await StepProcess.RunAsync(args);
