using System.Runtime.InteropServices;
using TorchSharp;

namespace TrainCrnn;

/// <summary>Whether libtorch loads on this system. To be asked first: TorchSharp itself would search for long, and end with a stack trace.</summary>
internal static class NativeTorch
{
    /// <summary>Loads the native libraries.</summary>
    /// <returns>Null where they are loaded; otherwise what is missing, in one sentence.</returns>
    public static string? FindWhatIsMissing()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return "This sample references libtorch for Linux on x64 only: for another system, reference its package (libtorch-cpu-win-x64, libtorch-cpu-osx-arm64) in TrainCrnn.csproj, and take this check out.";
        }

        try
        {
            NativeLibrary.Load("torch_cpu", typeof(torch).Assembly, null);
            NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
            return null;
        }
        catch (DllNotFoundException exception) when (exception.Message.Contains("GLIBC", StringComparison.Ordinal))
        {
            return "libtorch needs a newer C++ library than this system has: libstdc++ with GLIBCXX_3.4.32, which comes with Debian 13, Ubuntu 24.04 and later.";
        }
        catch (DllNotFoundException exception)
        {
            return $"libtorch does not load on this system: {exception.Message.ReplaceLineEndings(" ").Trim()}";
        }
    }
}
