using Sandboxes.Silo.Hosting;

return await RunOrExplain.Run(() => Composition.Build(args));
