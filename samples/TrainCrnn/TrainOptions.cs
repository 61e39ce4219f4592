using System.Globalization;

namespace TrainCrnn;

/// <summary>What the command line says.</summary>
internal sealed record TrainOptions
{
    /// <summary>How to call the program.</summary>
    public const string Usage = """
        dotnet run --project samples/TrainCrnn -- [options]
          --minutes N        how long to train, 10 by default; the learning rate follows it
          --model NAME       crnn (CTC, the default) or seq2seq (attention)
          --resume           go on from the checkpoint in the output folder
          --output FOLDER    where checkpoint and curve go, samples/TrainCrnn/artifacts by default
          --max-words N      take the first N lines only, and measure on them: can the model learn them by heart?
          --threads N        threads of libtorch, 2 by default
          --words FOLDER     make corpus/train.txt and corpus/unseen.txt from the lines of a folder, and end
        """;

    /// <summary>How long to train, in minutes, all runs of a resumed training together.</summary>
    public double Minutes { get; private init; } = 10;

    /// <summary><c>crnn</c> or <c>seq2seq</c>.</summary>
    public string Model { get; private init; } = "crnn";

    /// <summary>Whether to go on from a checkpoint.</summary>
    public bool Resume { get; private init; }

    /// <summary>Where checkpoint and curve go.</summary>
    public required string Output { get; init; }

    /// <summary>The most lines to train from; 0 for all.</summary>
    public int MaxWords { get; private init; }

    /// <summary>Threads of libtorch.</summary>
    public int Threads { get; private init; } = 2;

    /// <summary>A folder of lines to make the corpus from; null to train.</summary>
    public string? Words { get; private init; }

    /// <summary>Reads a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where checkpoint and curve go, if the arguments don't say otherwise.</param>
    /// <exception cref="ArgumentException">An option is unknown, or its value is missing or senseless.</exception>
    public static TrainOptions Parse(string[] args, string output)
    {
        var options = new TrainOptions { Output = output };
        for (var i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--minutes" when double.TryParse(Value(ref i), CultureInfo.InvariantCulture, out var minutes) && minutes > 0 => options with { Minutes = minutes },
                "--model" when Value(ref i) is "crnn" or "seq2seq" => options with { Model = args[i] },
                "--resume" => options with { Resume = true },
                "--output" => options with { Output = Path.GetFullPath(Value(ref i)) },
                "--max-words" when int.TryParse(Value(ref i), CultureInfo.InvariantCulture, out var count) && count > 0 => options with { MaxWords = count },
                "--threads" when int.TryParse(Value(ref i), CultureInfo.InvariantCulture, out var count) && count > 0 => options with { Threads = count },
                "--words" => options with { Words = Value(ref i) },
                _ => throw new ArgumentException($"'{args[i]}' is no option, or no value of one."),
            };
        }

        return options;

        string Value(ref int i) => ++i < args.Length ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value.");
    }
}
