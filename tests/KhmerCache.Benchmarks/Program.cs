using System.Globalization;
using BenchmarkDotNet.Running;
using KhmerCache.Benchmarks.Augmenting;
using KhmerCache.Benchmarks.Building;
using KhmerCache.Benchmarks.Exporting;
using KhmerCache.Benchmarks.Growing;
using KhmerCache.Benchmarks.Loading;
using KhmerCache.Benchmarks.Sharding;
using KhmerCache.Benchmarks.Table;

switch (args)
{
    // dotnet run -c Release --project tests/KhmerCache.Benchmarks -- table [--quick]
    case ["table", ..]:
        PerformanceTable.Print(args.Contains("--quick"));
        break;

    // What the table starts to measure in a process of its own.
    case ["open", var cache, var text, var font, var height]:
        OpeningTime.Print(cache, text, font, int.Parse(height, CultureInfo.InvariantCulture));
        break;

    // dotnet run -c Release --project tests/KhmerCache.Benchmarks -- build [pairs]
    case ["build", ..]:
        BuildCost.Print(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 15);
        break;

    // dotnet run -c Release --project tests/KhmerCache.Benchmarks -- load
    case ["load"]:
        LoadingRates.Print();
        break;

    // dotnet run -c Release --project tests/KhmerCache.Benchmarks -- export
    case ["export"]:
        ExportRates.Print();
        break;

    // dotnet run -c Release --project tests/KhmerCache.Benchmarks -- merge [--quick]
    case ["merge", ..]:
        MergeRates.Print(args.Contains("--quick"));
        break;

    // dotnet run -c Release --project tests/KhmerCache.Benchmarks -- growth
    case ["growth"]:
        GrowthRates.Print();
        break;

    // dotnet run -c Release --project tests/KhmerCache.Benchmarks -- augment
    case ["augment"]:
        AugmentationRates.Print();
        break;

    // dotnet run -c Release --project tests/KhmerCache.Benchmarks -- augment-sheet docs/augmentation.png
    case ["augment-sheet", var path]:
        AugmentationSheet.Write(path);
        break;

    // dotnet run -c Release --project tests/KhmerCache.Benchmarks -- --filter '*'
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
