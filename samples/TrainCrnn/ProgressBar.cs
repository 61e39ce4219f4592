namespace TrainCrnn;

/// <summary>One line of the terminal that says how far the training is; nothing where the output goes to a file.</summary>
internal sealed class ProgressBar
{
    private const int Width = 24;

    private long _lastShown;

    /// <summary>Shows the state, at most five times a second.</summary>
    /// <param name="progress">The share of the time that is over, from 0 to 1.</param>
    /// <param name="state">What else there is to say.</param>
    public void Show(double progress, string state)
    {
        if (Console.IsOutputRedirected || Environment.TickCount64 - _lastShown < 200)
        {
            return;
        }

        _lastShown = Environment.TickCount64;
        var done = (int)(Width * Math.Min(1, progress));
        Console.Write($"\r{new string('█', done)}{new string('░', Width - done)} {progress,4:P0}  {state}   ");
    }

    /// <summary>Writes a line that stays.</summary>
    /// <param name="line">The line.</param>
    public void Log(string line)
    {
        if (!Console.IsOutputRedirected)
        {
            Console.Write("\r\u001b[K");
        }

        _lastShown = 0;
        Console.WriteLine(line);
    }
}
