using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using PeppaApi.Accounts;
using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Components.Pages.Channels;

public sealed partial class ChannelDialog
{
    private ChannelForm _form = new();
    private IReadOnlyList<string> _known = [];
    private InputException? _error;
    private ChannelStep _step;
    private ChannelTestResult? _trial;
    private string? _warned;
    private bool _saving;
    private bool _moved;
    private ElementReference _head;
    private VendorChoice? _vendors;

    /// <summary>The channel to edit; none makes a new one.</summary>
    [Parameter] public ChannelView? Channel { get; set; }

    [CascadingParameter] private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject] public required IStringLocalizer<ChannelsText> Text { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required ChannelService Service { get; init; }
    [Inject] public required GroupService Groups { get; init; }

    private string NextWords => _warned is not null || _trial is { Ok: false } && _step == ChannelStep.Trial ? Text[nameof(ChannelsText.StepAnyway)]
        : _step == ChannelStep.Trial && _trial is null ? Text[nameof(ChannelsText.StepUntested)]
        : Text[nameof(ChannelsText.StepNext), Text["Step" + (_step + 1)].Value];

    protected override async Task OnInitializedAsync()
    {
        var groups = await Groups.ListAsync();
        _known = [.. groups.Select(group => group.Name)];
        if (Channel is not null)
        {
            _form = ChannelForm.Of(Channel);
        }
        else
        {
            _form.Groups = [Group.Default, .. groups.Where(group => group.PriceYuan is not null).Select(group => group.Name)];
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && _vendors is not null)
        {
            await _vendors.FocusAsync();
        }
        else if (_moved)
        {
            // Whoever reads with the ears, or goes on by keyboard, begins where the step begins.
            _moved = false;
            await _head.FocusAsync();
        }
    }

    private void ForgetTrial() => _trial = null;

    private void Go(ChannelStep step)
    {
        (_step, _warned, _moved) = (step, null, true);
        if (step == ChannelStep.Place && _form.Name.Length == 0)
        {
            _form.Name = _form.Vendor.Title;
        }
    }

    /// <summary>Says once what is wrong with the step; who goes on all the same may.</summary>
    private void Next()
    {
        if (_warned is null && Trouble() is { } trouble)
        {
            _warned = trouble;
            return;
        }

        Go(_step + 1);
    }

    private string? Trouble()
    {
        _error = null;
        try
        {
            if (_step == ChannelStep.Keys)
            {
                Service.CheckDraft(_form.ToSpec());
            }

            return _step == ChannelStep.Models && _form.ModelList.Count == 0 ? Text[nameof(ChannelsText.NoModelChosen)].Value : null;
        }
        catch (InputException exception)
        {
            _error = exception;
            return Text[exception.Field == "keys" && _form.KeyList.Count == 0 ? nameof(ChannelsText.NoKeyTyped) : nameof(ChannelsText.NotSavedSo)];
        }
    }

    private async Task SaveAsync()
    {
        (_error, _saving) = (null, true);
        try
        {
            var spec = _form.ToSpec();
            if (Channel is null)
            {
                // What has no key yet waits for it.
                await Service.CreateAsync(spec with { Enabled = spec.Enabled && spec.Keys!.Count > 0 }, _trial);
            }
            else
            {
                await Service.UpdateAsync(
                    Channel.Id,
                    before =>
                    {
                        InputException.Require(ChannelForm.AreSame(before, Channel), "name", Text[nameof(ChannelsText.ChangedMeanwhile)]);
                        return spec;
                    });
            }

            Dialog.Close();
        }
        catch (InputException exception)
        {
            _error = exception;
            if (Channel is null && StepOf(exception.Field) is var step && step != _step)
            {
                Go(step);
                _warned = exception.Message;
            }
        }
        finally
        {
            _saving = false;
        }
    }

    private static ChannelStep StepOf(string field) => field switch
    {
        "provider" => ChannelStep.Vendor,
        "baseUrl" or "keys" => ChannelStep.Keys,
        "models" or "modelMapping" => ChannelStep.Models,
        _ => field.StartsWith("rules.", StringComparison.Ordinal) ? ChannelStep.Keys : ChannelStep.Place,
    };
}
