using System.Globalization;
using KhmerCache.Rendering.Pregeneration;

namespace KhmerCache.Rendering.Sharding;

/// <summary>The shard that a job engine has given to this process, from the variables that it sets for each part of a job.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Source">The variables and their values, for the user to see.</param>
internal sealed record ShardFromEnvironment(Shard Shard, string Source)
{
    /// <summary>What stands for this in the place of <c>I/N</c>.</summary>
    public const string Word = "auto";

    /// <summary>How many shards there are, where the engine does not say so, and a check on it where it does.</summary>
    private const string Shards = "KHMERCACHE_SHARDS";

    private const string SlurmTask = "SLURM_ARRAY_TASK_ID";
    private const string SlurmCount = "SLURM_ARRAY_TASK_COUNT";
    private const string SlurmMin = "SLURM_ARRAY_TASK_MIN";
    private const string SlurmMax = "SLURM_ARRAY_TASK_MAX";
    private const string SlurmStep = "SLURM_ARRAY_TASK_STEP";
    private const string Completion = "JOB_COMPLETION_INDEX";
    private const string Node = "CI_NODE_INDEX";
    private const string Nodes = "CI_NODE_TOTAL";

    /// <summary>Reads the environment: Slurm's array, then Kubernetes' Indexed Job, then the nodes of a CI job.</summary>
    /// <param name="variable">The value of a variable; null where it is not set.</param>
    /// <exception cref="KhmerCacheException">None of them has set anything, or what they have set makes no sense.</exception>
    public static ShardFromEnvironment Read(Func<string, string?> variable)
    {
        var environment = new Variables(variable);
        var found = environment.Has(SlurmTask) ? OfSlurm(environment)
            : environment.Has(Completion) ? OfKubernetes(environment)
            : environment.Has(Node) ? OfContinuousIntegration(environment)
            : throw Wrong($"no job engine has said which part this is. Slurm sets {SlurmTask}, {SlurmMin} and {SlurmCount} in an array, Kubernetes {Completion} in an Indexed Job, with {Shards} set beside it, and a parallel CI job {Node} and {Nodes}. Elsewhere write the part itself, such as 3/8");
        return environment.Has(Shards) && environment.Number(Shards, 1) != found.Shard.Count
            ? throw Wrong($"{found.Source} is one of {found.Shard.Count} parts, and {Shards} is {environment.Text(Shards)}. Where some parts of an array are submitted again, the engine counts those only: write the part itself, --shard I/{environment.Text(Shards)}")
            : found;
    }

    private static ShardFromEnvironment OfSlurm(Variables environment)
    {
        var (task, min, count) = (environment.Number(SlurmTask, 0), environment.Number(SlurmMin, 0), environment.Number(SlurmCount, 1));
        var step = environment.Has(SlurmStep) ? environment.Number(SlurmStep, 1) : 1;
        var (index, rest) = Math.DivRem(task - min, step);
        var source = $"{SlurmTask}={task}, {SlurmMin}={min}, {SlurmCount}={count}" + (step > 1 ? $", {SlurmStep}={step}" : "");

        // An array such as 1,4-6 has gaps, and its places can't be told from what Slurm says.
        var max = environment.Has(SlurmMax) ? environment.Number(SlurmMax, 0) : min + ((count - 1L) * step);
        return rest == 0 && index >= 0 && index < count && max == min + ((count - 1L) * step)
            ? new ShardFromEnvironment(new Shard(index + 1, count), source)
            : throw Wrong($"{source}{(environment.Has(SlurmMax) ? $", {SlurmMax}={max}" : "")} is no array without gaps, such as 1-8. Submit one, or write the part itself, --shard I/N");
    }

    private static ShardFromEnvironment OfKubernetes(Variables environment)
    {
        var index = environment.Number(Completion, 0);
        if (!environment.Has(Shards))
        {
            throw Wrong($"{Completion} is {index}, and {Shards} is not set. Set it to the Job's completions, since Kubernetes does not tell how many parts there are");
        }

        var count = environment.Number(Shards, 1);
        return index < count
            ? new ShardFromEnvironment(new Shard(index + 1, count), $"{Completion}={index}, {Shards}={count}")
            : throw Wrong($"{Completion} is {index}, but with {Shards}={count} it can be from 0 to {count - 1}. Set {Shards} to the Job's completions");
    }

    private static ShardFromEnvironment OfContinuousIntegration(Variables environment)
    {
        var (index, count) = (environment.Number(Node, 1), environment.Number(Nodes, 1));
        return index <= count
            ? new ShardFromEnvironment(new Shard(index, count), $"{Node}={index}, {Nodes}={count}")
            : throw Wrong($"{Node} is {index}, but with {Nodes}={count} it can be from 1 to {count}. Set both as GitLab does, counted from 1");
    }

    private static KhmerCacheException Wrong(string what) => new(DiagnosticCodes.Configuration, $"--shard {Word}: {what}.");

    private sealed class Variables(Func<string, string?> variable)
    {
        public bool Has(string name) => !string.IsNullOrWhiteSpace(variable(name));

        public string Text(string name) => variable(name)!.Trim();

        public int Number(string name, int minimum) => !Has(name)
            ? throw Wrong($"{name} is not set, and the other variables of this engine are. Set it, or write the part itself, --shard I/N")
            : int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum
                ? number
                : throw Wrong($"{name} is '{Text(name)}', and not a whole number from {minimum} up");
    }
}
