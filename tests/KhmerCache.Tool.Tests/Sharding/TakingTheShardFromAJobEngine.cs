using KhmerCache.Rendering.Sharding;
using KhmerCache.Tool.Tests.Trust;

namespace KhmerCache.Tool.Tests.Sharding;

/// <summary><c>--shard auto</c>: what Slurm, Kubernetes and CI systems set for each part of a job.</summary>
public class TakingTheShardFromAJobEngine
{
    [Theory]
    [InlineData("3/8", "SLURM_ARRAY_TASK_ID=3", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_MAX=8", "SLURM_ARRAY_TASK_COUNT=8", "SLURM_ARRAY_TASK_STEP=1")]
    [InlineData("1/8", "SLURM_ARRAY_TASK_ID=0", "SLURM_ARRAY_TASK_MIN=0", "SLURM_ARRAY_TASK_COUNT=8")]
    [InlineData("2/3", "SLURM_ARRAY_TASK_ID=20", "SLURM_ARRAY_TASK_MIN=10", "SLURM_ARRAY_TASK_MAX=30", "SLURM_ARRAY_TASK_COUNT=3", "SLURM_ARRAY_TASK_STEP=10")]
    [InlineData("8/8", "SLURM_ARRAY_TASK_ID=7", "SLURM_ARRAY_TASK_MIN=0", "SLURM_ARRAY_TASK_COUNT=8", "KHMERCACHE_SHARDS=8")]
    [InlineData("1/4", "JOB_COMPLETION_INDEX=0", "KHMERCACHE_SHARDS=4")]
    [InlineData("4/4", "JOB_COMPLETION_INDEX=3", "KHMERCACHE_SHARDS=4")]
    [InlineData("2/5", "CI_NODE_INDEX=2", "CI_NODE_TOTAL=5")]
    [InlineData("1/1", "CI_NODE_INDEX=1", "CI_NODE_TOTAL=1")]
    public void The_part_is_what_the_engine_says_counted_from_one(string shard, params string[] environment) =>
        Assert.Equal(shard, Read(environment).Shard.ToString());

    [Fact]
    public void It_says_which_variables_it_took() =>
        Assert.Equal("JOB_COMPLETION_INDEX=2, KHMERCACHE_SHARDS=4", Read("JOB_COMPLETION_INDEX=2", "KHMERCACHE_SHARDS=4").Source);

    [Fact]
    public void Slurm_goes_before_Kubernetes_and_Kubernetes_before_CI()
    {
        string[] all = ["CI_NODE_INDEX=2", "CI_NODE_TOTAL=6", "JOB_COMPLETION_INDEX=2", "KHMERCACHE_SHARDS=6", "SLURM_ARRAY_TASK_ID=4", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_COUNT=6"];

        Assert.Equal("4/6", Read(all).Shard.ToString());
        Assert.Equal("3/6", Read(all[..4]).Shard.ToString());
        Assert.Equal("2/6", Read([.. all[..2], all[3]]).Shard.ToString());
    }

    [Theory]
    [InlineData("SLURM_ARRAY_TASK_ID")]
    [InlineData("SLURM_ARRAY_TASK_ID", "CI_NODE_TOTAL=8", "KHMERCACHE_SHARDS=8", "SLURM_ARRAY_TASK_ID=", "JOB_COMPLETION_INDEX= ")]
    public void Without_an_engine_all_are_named(string name, params string[] environment)
    {
        var message = Refused(environment);

        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.Contains("JOB_COMPLETION_INDEX", message, StringComparison.Ordinal);
        Assert.Contains("CI_NODE_INDEX", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SLURM_ARRAY_TASK_ID is 'three'", "SLURM_ARRAY_TASK_ID=three", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_COUNT=8")]
    [InlineData("SLURM_ARRAY_TASK_COUNT is not set", "SLURM_ARRAY_TASK_ID=3", "SLURM_ARRAY_TASK_MIN=1")]
    [InlineData("SLURM_ARRAY_TASK_COUNT is '0'", "SLURM_ARRAY_TASK_ID=3", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_COUNT=0")]
    [InlineData("SLURM_ARRAY_TASK_STEP is '-1'", "SLURM_ARRAY_TASK_ID=3", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_COUNT=8", "SLURM_ARRAY_TASK_STEP=-1")]
    [InlineData("is no array without gaps", "SLURM_ARRAY_TASK_ID=9", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_COUNT=8")]
    [InlineData("is no array without gaps", "SLURM_ARRAY_TASK_ID=4", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_MAX=6", "SLURM_ARRAY_TASK_COUNT=4")]
    [InlineData("JOB_COMPLETION_INDEX is '-1'", "JOB_COMPLETION_INDEX=-1", "KHMERCACHE_SHARDS=4")]
    [InlineData("KHMERCACHE_SHARDS is not set", "JOB_COMPLETION_INDEX=1")]
    [InlineData("KHMERCACHE_SHARDS is 'many'", "JOB_COMPLETION_INDEX=1", "KHMERCACHE_SHARDS=many")]
    [InlineData("can be from 0 to 3", "JOB_COMPLETION_INDEX=4", "KHMERCACHE_SHARDS=4")]
    [InlineData("CI_NODE_INDEX is '0'", "CI_NODE_INDEX=0", "CI_NODE_TOTAL=4")]
    [InlineData("can be from 1 to 4", "CI_NODE_INDEX=5", "CI_NODE_TOTAL=4")]
    [InlineData("CI_NODE_TOTAL is not set", "CI_NODE_INDEX=1")]
    [InlineData("99999999999", "CI_NODE_INDEX=99999999999", "CI_NODE_TOTAL=4")]
    public void A_value_that_makes_no_sense_is_named_with_its_variable(string told, params string[] environment) =>
        Assert.Contains(told, Refused(environment), StringComparison.Ordinal);

    /// <summary><c>sbatch --array=3</c> for the one part that failed: Slurm then says that it is one of one, which would be all of the work.</summary>
    [Fact]
    public void A_part_of_an_array_that_is_submitted_again_is_not_taken_for_the_whole()
    {
        var message = Refused("SLURM_ARRAY_TASK_ID=3", "SLURM_ARRAY_TASK_MIN=3", "SLURM_ARRAY_TASK_MAX=3", "SLURM_ARRAY_TASK_COUNT=1", "KHMERCACHE_SHARDS=8");

        Assert.Contains("submitted again", message, StringComparison.Ordinal);
        Assert.Contains("--shard I/8", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_says_what_it_took_and_does_that_part()
    {
        using var workspace = new Workspace();
        string[] arguments = [.. Workspace.All, "--cache-dir", workspace.PathOf("auto"), "--project-directory", workspace.PathOf("."), "--json", "--shard", "auto"];
        using var worker = WorkerProcess.StartOther(["env", "-u", "SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX=1", "KHMERCACHE_SHARDS=3", .. WorkerProcess.Command, "pregenerate", .. arguments]);

        worker.End().Exits(0).Says("--shard auto: 2/3, from JOB_COMPLETION_INDEX=1, KHMERCACHE_SHARDS=3");
        workspace.PregenerateInto("given", [.. Workspace.All, "--shard", "2/3"]).Exits(0);
        workspace.FilesOf("auto").AreThoseOf(workspace.FilesOf("given"));
    }

    private static ShardFromEnvironment Read(params string[] environment)
    {
        var variables = environment.Select(variable => variable.Split('=')).ToDictionary(variable => variable[0], variable => variable[1], StringComparer.Ordinal);
        return ShardFromEnvironment.Read(name => variables.GetValueOrDefault(name));
    }

    private static string Refused(params string[] environment)
    {
        var diagnostic = Assert.Throws<KhmerCacheException>(() => Read(environment)).Diagnostic;
        Assert.Equal("KHC5002", diagnostic.Code);
        Assert.StartsWith("--shard auto: ", diagnostic.Message, StringComparison.Ordinal);
        return diagnostic.Message;
    }
}
