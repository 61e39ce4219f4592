using BenchmarkDotNet.Running;

// dotnet run -c Release --project tests/KhmerCache.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
