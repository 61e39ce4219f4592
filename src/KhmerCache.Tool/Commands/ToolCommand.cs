using System.CommandLine;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Commands;

/// <summary>What all commands share: where their words go, and what becomes of an error.</summary>
internal abstract class ToolCommand : Command, IHasExample
{
    private readonly Option<bool> _json = CommandOptions.Json();
    private readonly Option<bool> _events = CommandOptions.Events();
    private readonly Option<int> _parent = CommandOptions.Parent();

    /// <param name="name">The word on the command line.</param>
    /// <param name="description">What it does, in one sentence.</param>
    /// <param name="takesProject">Whether <c>--project</c> may give its options.</param>
    protected ToolCommand(string name, string description, bool takesProject = true)
        : base(name, description)
    {
        Options.Add(_json);
        Options.Add(_events);
        Options.Add(_parent);
        if (takesProject)
        {
            Options.Add(CommandOptions.Project());
        }

        // On a thread of its own: Ctrl+C is heeded only once the action has returned its task.
        SetAction((result, cancellationToken) => Task.Run(() => Execute(result, cancellationToken), CancellationToken.None));
    }

    /// <inheritdoc/>
    public abstract string Example { get; }

    /// <summary>Does the work, and returns an <see cref="ExitCode"/>.</summary>
    protected abstract int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken);

    private int Execute(ParseResult result, CancellationToken cancellationToken)
    {
        var output = new CommandOutput(
            CommandOptions.ModeOf(result, _json, _events), result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (result.GetValue(_parent) is > 0 and var parent)
        {
            ParentProcess.EndWith(parent, work);
        }

        try
        {
            return Run(result, output, work.Token);
        }
        catch (KhmerCacheException exception)
        {
            output.Write(exception.Diagnostic);
            return ExitCode.Of(exception.Diagnostic);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Cancelled;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            output.Write(new Diagnostic(
                DiagnosticSeverity.Error, DiagnosticCodes.Internal, $"{exception.Message} Check the path, its permissions and the space left."));
            return ExitCode.Failed;
        }
        catch (Exception exception)
        {
            // The last resort: a defect of ours must not look like a finding, and whoever reports it needs the stack.
            output.Write(new Diagnostic(DiagnosticSeverity.Error, DiagnosticCodes.Internal, $"{Name} failed unexpectedly, please report it: {exception}"));
            return ExitCode.Failed;
        }
    }
}
