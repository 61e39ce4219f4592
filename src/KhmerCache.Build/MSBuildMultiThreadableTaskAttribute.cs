namespace Microsoft.Build.Framework;

/// <summary>
/// Says that a task may run in the process of a multi-threaded build (<c>-mt</c>), beside others: it uses no current folder and changes nothing that is the process's.
/// MSBuild knows it by its name, so that a task needs no MSBuild that has it.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
