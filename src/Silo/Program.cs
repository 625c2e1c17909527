using Sandboxes.Silo.Hosting;

return args is [EndSandboxes.Command, .. var rest] ? await EndSandboxes.Run(rest) : await RunOrExplain.Run(() => Composition.Build(args));
